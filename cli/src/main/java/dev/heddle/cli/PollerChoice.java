package dev.heddle.cli;

import dev.heddle.LoopPoller;

/// The pollers of loops by their names on the command line.
enum PollerChoice {
  auto(LoopPoller.AUTO),
  uring(LoopPoller.URING),
  epoll(LoopPoller.EPOLL),
  nio(LoopPoller.NIO);

  private final LoopPoller poller;

  PollerChoice(LoopPoller poller) {
    this.poller = poller;
  }

  LoopPoller poller() {
    return poller;
  }
}
