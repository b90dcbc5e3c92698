/// Rooms in which people talk. [Chat] is the whole of it; a member is whatever has a [MemberLink].
@NullMarked
package dev.heddle.services.chat;

import org.jspecify.annotations.NullMarked;
