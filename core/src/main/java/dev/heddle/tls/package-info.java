/// TLS over any transport, by the JDK's `SSLEngine`.
@NullMarked
package dev.heddle.tls;

import org.jspecify.annotations.NullMarked;
