package dev.heddle.sim.net.channels;

import static dev.heddle.sim.net.channels.Stack.bytes;
import static dev.heddle.sim.net.channels.Stack.read;
import static dev.heddle.sim.net.channels.Stack.reset;
import static dev.heddle.sim.net.channels.Stack.start;
import static java.nio.channels.SelectionKey.OP_ACCEPT;
import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a selector does.
abstract class SelectorContract implements Stack {
  /// What is on its way has arrived by then, and has made no more room.
  private static final int SETTLED_MILLIS = 50;

  private SelectionKey register(Selector selector, SocketChannel channel, int ops)
      throws Exception {
    channel.configureBlocking(false);
    return channel.register(selector, ops);
  }

  @Test
  void aSelectWaitsUntilThereIsSomethingToRead() throws Exception {
    try (Pair pair = pair();
        Selector selector = provider().openSelector()) {
      SelectionKey key = register(selector, pair.server(), OP_READ);
      assertThat(selector.selectNow()).isZero();
      var selecting = start(() -> selector.select());
      pair.client().write(bytes("x"));
      assertThat(selecting.get()).isEqualTo(1);
      assertThat(selector.selectedKeys()).containsExactly(key);
      assertThat(key.isReadable()).isTrue();
      assertThat(key.isWritable()).isFalse();
    }
  }

  @Test
  void aReadyKeyIsReportedOnceUntilItIsRemoved() throws Exception {
    try (Pair pair = pair();
        Selector selector = provider().openSelector()) {
      register(selector, pair.server(), OP_READ);
      pair.client().write(bytes("x"));
      assertThat(selector.select()).isEqualTo(1);
      assertThat(selector.select(1)).isZero();
      assertThat(selector.selectedKeys()).hasSize(1);
      selector.selectedKeys().clear();
      assertThat(selector.select()).isEqualTo(1);
      assertThat(read(pair.server(), 1)).isEqualTo("x");
      selector.selectedKeys().clear();
      assertThat(selector.selectNow()).isZero();
    }
  }

  @Test
  void aKeyThatStaysSelectedCollectsWhatIsReady() throws Exception {
    try (Pair pair = pair();
        Selector selector = provider().openSelector()) {
      SelectionKey key = register(selector, pair.server(), OP_WRITE);
      assertThat(selector.select()).isEqualTo(1);
      assertThat(key.readyOps()).isEqualTo(OP_WRITE);
      key.interestOps(OP_READ);
      pair.client().write(bytes("x"));
      assertThat(selector.select()).isEqualTo(1);
      assertThat(key.readyOps()).isEqualTo(OP_READ | OP_WRITE);
    }
  }

  @Test
  void anActionSeesEachReadyKeyEachTime() throws Exception {
    try (Pair pair = pair();
        Selector selector = provider().openSelector()) {
      SelectionKey key = register(selector, pair.server(), OP_READ | OP_WRITE);
      List<Integer> seen = new ArrayList<>();
      assertThat(selector.select(each -> seen.add(each.readyOps()))).isEqualTo(1);
      pair.client().write(bytes("x"));
      key.interestOps(OP_READ);
      assertThat(selector.select(each -> seen.add(each.readyOps()))).isEqualTo(1);
      assertThat(selector.select(each -> seen.add(each.readyOps()))).isEqualTo(1);
      assertThat(seen).containsExactly(OP_WRITE, OP_READ, OP_READ);
      assertThat(selector.selectedKeys()).isEmpty();
    }
  }

  @Test
  void theEndOfTheStreamIsReadable() throws Exception {
    try (Pair pair = pair();
        Selector selector = provider().openSelector()) {
      SelectionKey key = register(selector, pair.server(), OP_READ | OP_WRITE);
      pair.client().shutdownOutput();
      do {
        selector.select();
      } while (!key.isReadable());
      assertThat(pair.server().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void aResetMakesAllReadyThatIsAskedFor() throws Exception {
    try (Pair pair = pair();
        Selector selector = provider().openSelector()) {
      SelectionKey key = register(selector, pair.server(), OP_READ);
      reset(pair.client());
      selector.select();
      assertThat(key.readyOps()).isEqualTo(OP_READ);
      key.interestOps(OP_WRITE);
      selector.selectedKeys().clear();
      selector.select();
      assertThat(key.readyOps()).isEqualTo(OP_WRITE);
      assertThatThrownBy(() -> pair.server().read(ByteBuffer.allocate(1)))
          .hasMessage("Connection reset");
    }
  }

  @Test
  void acceptAndConnectAreReadyOperations() throws Exception {
    try (ServerSocketChannel listener = listen();
        Selector selector = provider().openSelector();
        SocketChannel client = provider().openSocketChannel()) {
      listener.configureBlocking(false);
      assertThat(listener.accept()).isNull();
      SelectionKey accepting = listener.register(selector, OP_ACCEPT);
      client.configureBlocking(false);
      if (!client.connect(listener.getLocalAddress())) {
        SelectionKey connecting = client.register(selector, OP_CONNECT);
        while (!selector.selectedKeys().contains(connecting)) {
          selector.select();
        }
        assertThat(connecting.isConnectable()).isTrue();
        assertThat(client.isConnectionPending()).isTrue();
        assertThat(client.finishConnect()).isTrue();
      }
      while (!selector.selectedKeys().contains(accepting)) {
        selector.select();
      }
      assertThat(accepting.isAcceptable()).isTrue();
      listener.accept().close();
    }
  }

  @Test
  void aRefusedConnectIsReadyAndFails() throws Exception {
    SocketAddress nobody;
    try (ServerSocketChannel bound = listen()) {
      nobody = bound.getLocalAddress();
    }
    try (Selector selector = provider().openSelector();
        SocketChannel client = provider().openSocketChannel()) {
      client.configureBlocking(false);
      assertThatThrownBy(
              () -> {
                client.connect(nobody); // may fail at once
                client.register(selector, OP_CONNECT);
                selector.select();
                client.finishConnect();
              })
          .isInstanceOf(ConnectException.class)
          .hasMessage("Connection refused");
      assertThat(client.isOpen()).isFalse();
    }
  }

  @Test
  void aWakeupCountsForTheNextSelectionToo() throws Exception {
    try (Selector selector = provider().openSelector()) {
      selector.wakeup().wakeup();
      assertThat(selector.select()).isZero();
      assertThat(selector.select(1)).isZero();
      var selecting = start(() -> selector.select());
      selector.wakeup();
      assertThat(selecting.get()).isZero();
    }
  }

  @Test
  void aChangedInterestCountsFromTheNextSelectionOn() throws Exception {
    try (Pair pair = pair();
        Selector selector = provider().openSelector()) {
      SelectionKey key = register(selector, pair.server(), OP_READ);
      var selecting = start(() -> selector.select());
      awaitSelecting();
      key.interestOps(OP_READ | OP_WRITE);
      assertThat(selecting).isNotDone();
      selector.wakeup();
      assertThat(selecting.get()).isZero();
      assertThat(selector.select()).isEqualTo(1);
    }
  }

  /// Waits until a thread of this test waits in a selection.
  private static void awaitSelecting() {
    while (Thread.getAllStackTraces().values().stream()
        .noneMatch(stack ->
            Stack.mentions(stack, "SelectorContract")
                && (Stack.mentions(stack, "EPoll.wait")
                    || Stack.mentions(stack, "LockSupport.park")))) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aCancelledKeyIsGoneAfterTheNextSelection() throws Exception {
    try (Pair pair = pair();
        Selector selector = provider().openSelector()) {
      SelectionKey key = register(selector, pair.server(), OP_WRITE);
      key.cancel();
      assertThat(key.isValid()).isFalse();
      assertThatThrownBy(key::readyOps).isInstanceOf(CancelledKeyException.class);
      assertThatThrownBy(() -> key.interestOps(0)).isInstanceOf(CancelledKeyException.class);
      assertThat(selector.keys()).containsExactly(key);
      assertThatThrownBy(() -> pair.server().register(selector, OP_READ))
          .isInstanceOf(CancelledKeyException.class);
      assertThat(selector.selectNow()).isZero();
      assertThat(selector.keys()).isEmpty();
      assertThat(pair.server().isRegistered()).isFalse();
      assertThat(pair.server().register(selector, OP_WRITE).isValid()).isTrue();
    }
  }

  @Test
  void aClosedChannelLeavesItsSelectorWithTheNextSelection() throws Exception {
    try (Pair pair = pair();
        Selector selector = provider().openSelector()) {
      register(selector, pair.server(), OP_READ);
      pair.server().close();
      assertThat(pair.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(pair.server().isRegistered()).isTrue();
      selector.selectNow();
      assertThat(pair.server().isRegistered()).isFalse();
    }
  }

  @Test
  void aClosedListenerKeepsItsPortUntilItsSelectorLooks() throws Exception {
    try (Selector selector = provider().openSelector();
        ServerSocketChannel listener = listen()) {
      listener.configureBlocking(false);
      listener.register(selector, OP_ACCEPT);
      SocketAddress address = listener.getLocalAddress();
      listener.close();
      try (ServerSocketChannel second = provider().openServerSocketChannel()) {
        assertThatThrownBy(() -> second.bind(address)).hasMessage("Address already in use");
        selector.selectNow();
        second.bind(address);
      }
    }
  }

  @Test
  void aClosedSelectorIsOfNoUse() throws Exception {
    try (Pair pair = pair()) {
      Selector selector = provider().openSelector();
      SelectionKey key = register(selector, pair.server(), OP_READ);
      var selecting = start(() -> selector.select());
      awaitSelecting();
      selector.close();
      assertThat(selecting.get()).isZero();
      assertThat(key.isValid()).isFalse();
      assertThatThrownBy(selector::selectNow).isInstanceOf(ClosedSelectorException.class);
      assertThatThrownBy(selector::keys).isInstanceOf(ClosedSelectorException.class);
      pair.server().configureBlocking(true);
    }
  }

  @Test
  void onlyNonBlockingChannelsCanBeRegistered() throws Exception {
    try (Pair pair = pair();
        Selector selector = provider().openSelector()) {
      assertThatThrownBy(() -> pair.server().register(selector, OP_READ))
          .isInstanceOf(IllegalBlockingModeException.class);
      register(selector, pair.server(), OP_READ);
      assertThatThrownBy(() -> pair.server().configureBlocking(true))
          .isInstanceOf(IllegalBlockingModeException.class);
      assertThatThrownBy(() -> pair.server().register(selector, OP_ACCEPT))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anInterruptEndsASelection() throws Exception {
    try (Selector selector = provider().openSelector()) {
      var selecting =
          start(() -> {
            Thread.currentThread().interrupt();
            int count = selector.select();
            assertThat(Thread.interrupted()).isTrue();
            return count;
          });
      assertThat(selecting.get()).isZero();
      assertThat(selector.isOpen()).isTrue();
    }
  }

  @Test
  void aSelectionInsideOfOneIsRefused() throws Exception {
    try (Pair pair = pair();
        Selector selector = provider().openSelector()) {
      register(selector, pair.server(), OP_WRITE);
      assertThatThrownBy(() -> selector.select(key -> selectNow(selector)))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  private static void selectNow(Selector selector) {
    try {
      selector.selectNow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aFullPeerIsNotWritableUntilItReads() throws Exception {
    try (Pair pair = pair();
        Selector selector = provider().openSelector()) {
      SelectionKey key = register(selector, pair.client(), OP_WRITE);
      ByteBuffer block = ByteBuffer.allocate(100_000);
      while (selector.select(SETTLED_MILLIS) > 0) {
        while (pair.client().write(block.clear()) > 0) {
          // until nothing fits
        }
        selector.selectedKeys().clear();
      }
      var selecting = start(() -> selector.select());
      while (!selecting.isDone()) {
        pair.server().configureBlocking(false);
        pair.server().read(block.clear());
      }
      assertThat(key.isWritable()).isTrue();
      assertThat(pair.client().write(block.clear())).isPositive();
    }
  }
}
