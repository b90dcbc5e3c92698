/// The chat as a page: [ChatPage] is its files and its WebSocket, by which a browser becomes a
/// member like any other.
///
/// Page and server speak in frames of text whose fields are separated by tabs; nothing that people
/// say can contain one (see [dev.heddle.text.PlainText]).
///
/// | the page sends | |
/// |---|---|
/// | `enter` name room from token | the first frame, and only that. An empty name is for a name that is given. `from` is the number of the first message wanted, or 0 for the latest few. A member who has the name already and came with the same token is disconnected: it is the same page, and its old connection is dead. Name, room and token have up to 128 characters |
/// | `say` line | what a member on TCP would type: a message or a command |
/// | `join` room from | goes to another room; `from` as above |
/// | `look` | asks for `rooms` |
///
/// Each of the first three is answered by `done`, after all that it leads to: what the page was
/// sent then is complete up to that moment, and whatever follows is new. Anything else ends the
/// WebSocket with 1008.
///
/// | the server sends | |
/// |---|---|
/// | `here` room you present name… | the page's member is in this room now, under this name; so many are present, and those of them are called |
/// | `away` room | it has left the room, and is in none |
/// | `said` number time author text | a message in the room: new, or from before. The time is in milliseconds since 1970 |
/// | `mine` number time author text | the member's own message is stored |
/// | `whisper` from to text | said to the member alone, or by it to another |
/// | `joined` name, `left` name how, `renamed` from to | who is here |
/// | `subject` author text | what the room is about; the author is empty if that is not new |
/// | `rooms` (name present latest)… | the rooms in which somebody is, and the number of the latest message in each |
/// | `notice` text, `told` text, `error` text | for the member to read |
/// | `end` text | the last words; what follows is the end, and the page does not come back by itself |
/// | `done` | see above |
///
/// A page that has lost its connection enters again, and asks for all messages since the last one
/// that it has seen. The answer up to `done` may contain more than it has missed: the numbers show
/// it. If it does not contain the last seen message, with the same time, then the server has lost
/// its history, or the history has been cut and there is a gap.
@NullMarked
package dev.heddle.services.chat.page;

import org.jspecify.annotations.NullMarked;
