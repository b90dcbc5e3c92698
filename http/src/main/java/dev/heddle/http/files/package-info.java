/// Static files over HTTP: [dev.heddle.http.files.StaticFiles] is an [dev.heddle.http.HttpHandler]
/// for a folder.
@NullMarked
package dev.heddle.http.files;

import org.jspecify.annotations.NullMarked;
