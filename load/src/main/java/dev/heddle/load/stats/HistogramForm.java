package dev.heddle.load.stats;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/// Histograms as text: HdrHistogram's own compressed form (V2) in Base64. The counts of all buckets
/// are in it, so what is added up from it equals one histogram of all values, bucket by bucket.
final class HistogramForm {
  private HistogramForm() {}

  static String of(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }

  /// Adds what the text stands for.
  ///
  /// @throws IllegalArgumentException if it is no histogram, or one of greater values
  static void add(String text, Histogram to) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
      to.add(Histogram.decodeFromCompressedByteBuffer(bytes, 0));
    } catch (DataFormatException | RuntimeException e) {
      throw new IllegalArgumentException("not a histogram: " + e.getMessage(), e);
    }
  }
}
