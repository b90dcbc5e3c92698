package dev.heddle.cluster;

/// A node that is alive, as an operator sees it. Immutable.
///
/// @param service what it serves
/// @param node its id, which it has from its start to its end
/// @param description the machine and the process
/// @param held how many keys it holds: members, for the chat
/// @param own whether it is this process
public record NodeView(String service, String node, String description, int held, boolean own) {}
