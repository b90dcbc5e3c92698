/// Eyes for whoever operates a server: [dev.heddle.observe.Observer] watches servers and finds
/// stalls and deadlocks, [dev.heddle.observe.StatusServer] shows what it sees,
/// [dev.heddle.observe.Metrics] hands it to Micrometer.
@NullMarked
package dev.heddle.observe;

import org.jspecify.annotations.NullMarked;
