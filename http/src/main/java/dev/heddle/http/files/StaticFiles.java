package dev.heddle.http.files;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.heddle.http.HttpException;
import dev.heddle.http.HttpHandler;
import dev.heddle.http.HttpRequest;
import dev.heddle.http.HttpResponse;
import dev.heddle.jdk.LogThrottle;
import dev.heddle.jdk.SafeLog;
import dev.heddle.jdk.Workers;
import dev.heddle.text.PlainText;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Serves the files below a folder to `GET` and `HEAD`: conditional requests and ranges (RFC 9110
/// §§13, 14), compressed siblings (`.br`, `.zst`, `.gz`) if the client accepts them, `index.html`,
/// and, if wanted, listings.
///
/// **Only a request that needs the disk waits for it.** Files of up to 1 MiB are cached in memory,
/// up to 64 MiB of them (an eighth of the heap, if that is less), and checked again after a second:
/// a served file is at most that old. Everything else is sent by [Connection#writeFile].
///
/// Thread-safe.
///
/// ```java
/// HttpHandler files = new StaticFiles(Path.of("public"), false); // no listings of folders
/// ```
public final class StaticFiles implements HttpHandler {
  private static final long FRESH_NANOS = 1_000_000_000;
  private static final long MOST_MEMORY = 64L * 1024 * 1024;
  private static final int TRIES = 3;

  private static final Logger LOG = System.getLogger("dev.heddle.http");

  private final LogThrottle seldom = new LogThrottle();
  private final FileTree tree;
  private final Listings listings;
  private final LongSupplier nanoTime;
  private final Cache<String, Kept> kept;

  /// What a path led to when it was looked at.
  ///
  /// @param lookedAt the time of the last check; a thread that checks again sets it first, so that
  ///   others need not
  private record Kept(Resource.Found resource, AtomicLong lookedAt) {}

  /// @param listing whether folders without an `index.html` are listed; otherwise they are 404
  /// @throws IOException if the root is not a folder that can be read
  public StaticFiles(Path root, boolean listing) throws IOException {
    this(root, listing, _ -> false);
  }

  /// @param listing whether folders without an `index.html` are listed; otherwise they are 404
  /// @param withheld whether nothing of a folder is served; given real paths, on worker threads
  /// @throws IOException if the root is not a folder that can be read
  public StaticFiles(Path root, boolean listing, Predicate<Path> withheld) throws IOException {
    this(root, listing, withheld, System::nanoTime);
  }

  StaticFiles(Path root, boolean listing, Predicate<Path> withheld, LongSupplier nanoTime)
      throws IOException {
    this.tree = new FileTree(root, listing, withheld);
    this.nanoTime = nanoTime;
    this.listings = new Listings(nanoTime);
    this.kept =
        Caffeine.newBuilder()
            .maximumWeight(Math.min(MOST_MEMORY, Runtime.getRuntime().maxMemory() / 8))
            .weigher((String path, Kept value) -> path.length() + value.resource.weight())
            .executor(Runnable::run)
            .build();
  }

  @Override
  public HttpResponse handle(HttpRequest request) throws IOException, InterruptedException {
    if (!request.isGetOrHead()) {
      return HttpResponse.methodNotAllowed("GET, HEAD");
    }
    try {
      return find(request);
    } catch (HttpException e) {
      throw e;
    } catch (IOException e) {
      HttpResponse refusal = FileTree.refusal(e); // of what has changed since it was looked at
      return refusal == null ? failed(request, e) : refusal;
    }
  }

  /// The disk has failed, or there is no descriptor left: neither is a request's fault, nor worth a
  /// stack trace for each.
  private HttpResponse failed(HttpRequest request, IOException cause) {
    long others = seldom.pass();
    if (others >= 0) {
      String more = others == 0 ? "" : "; others since the last such line: " + others;
      SafeLog.warning(
          LOG, request + ": reading the file failed: " + PlainText.visible(cause + more));
    }
    return HttpResponse.error(500, "internal error").closing();
  }

  private HttpResponse find(HttpRequest request) throws IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      HttpResponse response =
          switch (resource(request)) {
            case Resource.Found found ->
                answer(request, found.choose(request.headers().joined("Accept-Encoding")));
            case Resource.Folder folder -> listings.make(folder.path(), folder.page());
            case Resource.Other other -> other.response();
          };
      if (response != null) {
        return response;
      }
      if (tries == TRIES) {
        throw new HttpException(503, "the file keeps changing");
      }
    }
  }

  /// @return null if the file has changed since it was looked at
  private @Nullable HttpResponse answer(HttpRequest request, Variant variant)
      throws IOException, InterruptedException {
    HttpResponse answered = FileResponse.withoutContent(request, variant);
    if (answered != null) {
      return answered;
    }
    List<ByteRange> ranges = FileResponse.ranges(request, variant);
    if (ranges != null && ranges.isEmpty()) {
      return FileResponse.unsatisfiable(variant.size());
    }
    HttpResponse whole = variant.whole();
    if (ranges == null && whole != null) {
      return whole;
    }
    ByteBuffer content = variant.content();
    if (content != null) {
      return FileResponse.of(variant, ranges, new Content.InMemory(content));
    }
    FileChannel channel = Workers.FILES.call(variant::open);
    return channel == null ? null : FileResponse.of(variant, ranges, new Content.OnDisk(channel));
  }

  private Resource resource(HttpRequest request) throws IOException, InterruptedException {
    String raw = request.path();
    Kept known = isPlain(raw) ? kept.getIfPresent(raw) : null;
    if (known != null) {
      return isFresh(known) ? known.resource : lookUp(RequestPath.parse(raw), request, known);
    }
    RequestPath path = RequestPath.parse(raw);
    HttpResponse listing = listings.fresh(path.toString());
    if (listing != null) {
      return new Resource.Other(listing);
    }
    known = kept.getIfPresent(path.toString());
    return known != null && isFresh(known) ? known.resource : lookUp(path, request, known);
  }

  private Resource lookUp(RequestPath path, HttpRequest request, @Nullable Kept before)
      throws IOException, InterruptedException {
    long now = nanoTime.getAsLong();
    Resource resource =
        Workers.FILES.call(
            () -> tree.find(path, request.query(), before == null ? null : before.resource));
    if (resource instanceof Resource.Found found && found.isSmall()) {
      kept.put(path.toString(), new Kept(found, new AtomicLong(now)));
    } else {
      kept.invalidate(path.toString());
    }
    return resource;
  }

  /// Whether a raw path needs no decoding: it is then its own key, if it is a path at all.
  private static boolean isPlain(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%' || c > 0x7e) {
        return false;
      }
    }
    return true;
  }

  /// Whether it need not be checked again, because it is recent, or because another thread is
  /// checking it.
  private boolean isFresh(Kept known) {
    long now = nanoTime.getAsLong();
    long lookedAt = known.lookedAt.get();
    return now - lookedAt < FRESH_NANOS || !known.lookedAt.compareAndSet(lookedAt, now);
  }
}
