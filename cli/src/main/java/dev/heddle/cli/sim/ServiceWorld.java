package dev.heddle.cli.sim;

import dev.heddle.sim.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What must hold for a service whatever the order in which things happen. Immutable.
///
/// @param name on the command line
/// @param promise what holds, in a few words
/// @param body starts the service and its clients, and throws an `AssertionError` if it does not
record ServiceWorld(String name, String promise, World.Body body) {

  /// By service.
  static Map<String, List<ServiceWorld>> all() {
    Map<String, List<ServiceWorld>> all = new LinkedHashMap<>();
    all.put("echo", EchoWorlds.ALL);
    all.put("chat", ChatWorlds.ALL);
    all.put("alert", AlertWorlds.ALL);
    all.put("game", GameWorlds.ALL);
    return all;
  }
}
