/// TLS by the system's OpenSSL, called by the JDK's foreign function interface.
@NullMarked
package dev.heddle.openssl;

import org.jspecify.annotations.NullMarked;
