package dev.heddle.serving;

import dev.heddle.CertificateView;
import dev.heddle.KeyFilesException;
import dev.heddle.Tls;
import dev.heddle.connection.Housekeeping;
import dev.heddle.connection.TlsProviders;
import dev.heddle.keys.KeySource;
import dev.heddle.keys.KeyWatch;
import dev.heddle.keys.LoadedKeys;
import dev.heddle.tls.HandshakeListener;
import dev.heddle.tls.TlsSide;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Follows the files of [Tls] values. A value has no end, and servers, clients and connections
/// share it: so its files are followed until the garbage collector finds it unused.
///
/// The housekeeping begins each check; a thread of its own does it, because a disk may keep it
/// waiting. It is no virtual one: those of a busy server would delay it. Thread-safe.
public final class KeyFollower implements Tls.Provider {
  public KeyFollower() {}

  @Override
  public Tls.Keys follow(Tls.FileKeys files) {
    return new Followed(files);
  }

  @Override
  public void check(Tls tls) throws IOException {
    TlsProviders.engine(tls, TlsSide.server(HandshakeListener.NONE)).close();
  }

  /// The keys of some files, read at their first use. Thread-safe.
  private static final class Followed implements KeySource {
    private final Tls.FileKeys files;
    private volatile @Nullable KeyWatch watch;

    Followed(Tls.FileKeys files) {
      this.files = files;
    }

    @Override
    public LoadedKeys loaded() throws KeyFilesException {
      KeyWatch found = watch;
      return (found == null ? begin() : found).loaded();
    }

    @Override
    public SSLContext context() throws KeyFilesException {
      return loaded().context();
    }

    @Override
    public List<CertificateView> certificates() {
      KeyWatch found = watch;
      return found == null ? List.of() : found.certificates();
    }

    private synchronized KeyWatch begin() throws KeyFilesException {
      KeyWatch found = watch;
      if (found == null) {
        found = KeyWatch.start(files);
        watch = found;
        if (found.hasFiles()) {
          new Looks(found).begin();
        }
      }
      return found;
    }
  }

  /// One check after another, while the keys are in use.
  private static final class Looks implements Runnable {
    private final WeakReference<KeyWatch> watch;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile Housekeeping.@Nullable Task task;

    Looks(KeyWatch watch) {
      this.watch = new WeakReference<>(watch);
    }

    void begin() {
      task = Housekeeping.every(KeyWatch.INTERVAL.toNanos(), this);
    }

    @Override
    public void run() {
      KeyWatch found = watch.get();
      Housekeeping.Task own = task;
      if (found != null) {
        look(found);
      } else if (own != null) {
        own.cancel();
      }
    }

    private void look(KeyWatch found) {
      if (looking.compareAndSet(false, true)) {
        try {
          Thread.ofPlatform().daemon().name("heddle-keys").start(() -> lookAlone(found));
        } catch (Throwable e) { // no memory for a thread: the next look may have it
          looking.set(false);
          throw e;
        }
      }
    }

    private void lookAlone(KeyWatch found) {
      try {
        found.look();
      } finally {
        looking.set(false);
      }
    }
  }
}
