/// Durable, ordered logs of messages: what a chat's rooms, an alert log and a game's results are
/// kept in. [MemoryTopics] forget at the end; [SqliteTopics] do not.
@NullMarked
package dev.heddle.services.topics;

import org.jspecify.annotations.NullMarked;
