/// A ring of sentries that raise alerts. [Alert] is the whole of it.
@NullMarked
package dev.heddle.services.alert;

import org.jspecify.annotations.NullMarked;
