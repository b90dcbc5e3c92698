/// Observability for operators: [dev.heddle.observe.Observer] watches servers and finds stalls and
/// deadlocks, [dev.heddle.observe.StatusServer] shows the results, [dev.heddle.observe.Metrics]
/// exports them to Micrometer.
@NullMarked
package dev.heddle.observe;

import org.jspecify.annotations.NullMarked;
