package dev.heddle.keys;

import dev.heddle.CertificateView;
import dev.heddle.KeyFilesException;
import dev.heddle.Tls;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Keys and trust that follow their files: new connections get what the files held when they were
/// last looked at. Compares content, not times: so it makes no difference whether a file is
/// written, renamed into its place or reached by another symbolic link, as in a volume of
/// Kubernetes.
///
/// Files that cannot be used replace nothing: the last good keys stay, and the log says why. Two
/// files are not written at the same moment, so it reports a fault only if the next check finds the
/// same.
///
/// Thread-safe; [#look()] may wait for a disk.
public final class KeyWatch {
  /// How often to check: two checks take less than a second.
  public static final Duration INTERVAL = Duration.ofMillis(300);

  private static final Logger LOG = System.getLogger("dev.heddle.tls");

  /// How often to try files again that did not change: a certificate may become valid.
  private static final Duration RETRY = Duration.ofMinutes(1);

  private final Tls.FileKeys settings;
  private final InstantSource clock;
  private final ExpiryLog expiry = new ExpiryLog();
  private volatile LoadedKeys current;

  // Guarded by this.
  private Map<Path, FileContent> accepted;
  private @Nullable Rejected rejected;

  /// Files that cannot be used, when that was found, and whether it was logged.
  private record Rejected(Map<Path, FileContent> files, Instant time, boolean logged) {}

  private KeyWatch(Tls.FileKeys settings, InstantSource clock) throws KeyFilesException {
    this.settings = settings;
    this.clock = clock;
    this.accepted = LoadedKeys.read(settings);
    this.current = LoadedKeys.of(settings, accepted, clock.instant());
    expiry.check(current.identities(), clock.instant());
  }

  /// Loads the files.
  ///
  /// @throws KeyFilesException if they cannot be used
  public static KeyWatch start(Tls.FileKeys settings) throws KeyFilesException {
    return new KeyWatch(settings, InstantSource.system());
  }

  static KeyWatch start(Tls.FileKeys settings, InstantSource clock) throws KeyFilesException {
    return new KeyWatch(settings, clock);
  }

  /// What a connection that begins now uses.
  public LoadedKeys loaded() {
    return current;
  }

  /// Whether there are files to check.
  public boolean hasFiles() {
    return !settings.keys().isEmpty() || settings.authorities() != null;
  }

  /// The certificates that are shown now, the default one first.
  public List<CertificateView> certificates() {
    return current.identities().stream().map(Identity::view).toList();
  }

  /// Checks the files, and takes over what has changed.
  public synchronized void look() {
    Map<Path, FileContent> files = LoadedKeys.read(settings);
    Instant now = clock.instant();
    if (files.equals(accepted)) {
      rejected = null;
    } else if (isWorthATry(files, now)) {
      take(files, now);
    }
    expiry.check(current.identities(), now);
  }

  private boolean isWorthATry(Map<Path, FileContent> files, Instant now) {
    return rejected == null
        || !rejected.logged()
        || !files.equals(rejected.files())
        || now.isAfter(rejected.time().plus(RETRY));
  }

  private void take(Map<Path, FileContent> files, Instant now) {
    try {
      current = LoadedKeys.of(settings, files, now);
      Map<Path, FileContent> before = accepted;
      accepted = files;
      rejected = null;
      tellWhatIsNew(before);
    } catch (KeyFilesException e) {
      reject(files, now, String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) { // what no reader of such files has foreseen
      reject(files, now, e.toString());
    }
  }

  private void tellWhatIsNew(Map<Path, FileContent> before) {
    Predicate<Path> isNew = file -> !Objects.equals(before.get(file), accepted.get(file));
    if (settings.keys().stream().flatMap(keys -> keys.files().stream()).anyMatch(isNew)) {
      LOG.log(Level.INFO, "tls: new keys in use: {0}", current.identities());
    }
    Path authorities = settings.authorities();
    if (authorities != null && isNew.test(authorities)) {
      LOG.log(Level.INFO, "tls: new trust in use: certificates of {0}", authorities);
    }
  }

  private void reject(Map<Path, FileContent> files, Instant now, String why) {
    boolean again = rejected != null && files.equals(rejected.files());
    boolean logged = rejected != null && rejected.logged();
    if (again && !logged) {
      LOG.log(Level.WARNING, "tls: new keys rejected, the last good ones stay: {0}", why);
    }
    rejected = new Rejected(files, now, again);
  }
}
