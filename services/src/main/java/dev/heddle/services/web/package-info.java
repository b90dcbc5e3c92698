/// Static files over HTTP: [dev.heddle.services.web.StaticFiles] is an
/// [dev.heddle.services.http.HttpHandler] for a folder.
@NullMarked
package dev.heddle.services.web;

import org.jspecify.annotations.NullMarked;
