package dev.heddle.services.chat;

/// A member of the chat, on this node or on another one.
sealed interface Person permits Member, Neighbour {

  /// Guarded by the chat's lock.
  String name();
}
