package dev.heddle.cli.arguments;

import dev.heddle.LoopPoller;

/// The pollers of loops by their names on the command line.
public enum PollerChoice {
  auto(LoopPoller.AUTO),
  uring(LoopPoller.URING),
  epoll(LoopPoller.EPOLL),
  nio(LoopPoller.NIO);

  private final LoopPoller poller;

  PollerChoice(LoopPoller poller) {
    this.poller = poller;
  }

  public LoopPoller poller() {
    return poller;
  }
}
