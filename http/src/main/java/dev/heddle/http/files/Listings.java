package dev.heddle.http.files;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.heddle.http.HttpResponse;
import dev.heddle.jdk.Workers;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The listings of folders, which access each file: made by separate workers, once for all
/// concurrent requests, and cached for twenty times as long as that took, or a second if that is
/// more. So listing a folder repeatedly takes at most a twentieth of a processor. Thread-safe.
final class Listings {
  private static final int WORKERS = 2;
  private static final long FRESH_NANOS = 1_000_000_000;
  private static final int COST_FACTOR = 20;
  private static final long MOST_MEMORY = 16L * 1024 * 1024;

  private final Workers workers = new Workers("heddle-listings-", WORKERS);
  private final LongSupplier nanoTime;
  private final ConcurrentHashMap<String, CompletableFuture<HttpResponse>> beingMade =
      new ConcurrentHashMap<>();
  private final Cache<String, Made> made =
      Caffeine.newBuilder()
          .maximumWeight(Math.min(MOST_MEMORY, Runtime.getRuntime().maxMemory() / 16))
          .weigher((String path, Made value) -> value.weight)
          .executor(Runnable::run)
          .build();

  private record Made(HttpResponse page, int weight, long until) {}

  Listings(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// A listing that is fresh; null if there is none.
  @Nullable HttpResponse fresh(String path) {
    Made known = made.getIfPresent(path);
    return known != null && nanoTime.getAsLong() - known.until < 0 ? known.page : null;
  }

  /// Makes a listing, or waits for one that is being made.
  HttpResponse make(String path, Callable<String> page) throws IOException, InterruptedException {
    var mine = new CompletableFuture<HttpResponse>();
    CompletableFuture<HttpResponse> other = beingMade.putIfAbsent(path, mine);
    if (other != null) {
      return await(other);
    }
    try {
      long begin = nanoTime.getAsLong();
      String text = workers.call(page);
      long now = nanoTime.getAsLong();
      HttpResponse response = Listing.response(text);
      long until = now + Math.max(FRESH_NANOS, COST_FACTOR * (now - begin));
      made.put(path, new Made(response, path.length() + text.length(), until));
      mine.complete(response);
      return response;
    } catch (IOException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      beingMade.remove(path, mine);
      mine.completeExceptionally(new IOException("the folder could not be listed"));
    }
  }

  private static HttpResponse await(CompletableFuture<HttpResponse> other)
      throws IOException, InterruptedException {
    try {
      return other.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }
}
