package dev.heddle.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The header fields of a request or response, in order. Names are compared without regard to case;
/// one may occur more than once. Immutable.
///
/// ```java
/// HttpHeaders headers = HttpHeaders.of("Accept", "text/html", "Connection", "close");
/// boolean closing = headers.has("Connection", "close");
/// ```
public final class HttpHeaders {

  /// No fields.
  public static final HttpHeaders NONE = new HttpHeaders(List.of());

  private final List<Field> fields;

  /// One line of a header block.
  ///
  /// @param name as it was written; an RFC 9110 token
  /// @param value without the blanks around it, and without control characters; each char stands
  ///   for one byte
  public record Field(String name, String value) {
    public Field {
      if (!Syntax.isToken(name)) {
        throw new IllegalArgumentException("not a field name: " + name);
      }
      if (!Syntax.isFieldValue(value)) {
        throw new IllegalArgumentException("not a value of the field " + name + ": " + value);
      }
    }
  }

  private HttpHeaders(List<Field> fields) {
    this.fields = fields;
  }

  /// Fields as pairs of a name and a value.
  public static HttpHeaders of(String... namesAndValues) {
    var fields = new ArrayList<Field>(namesAndValues.length / 2);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
    }
    return new HttpHeaders(Collections.unmodifiableList(fields));
  }

  static HttpHeaders of(Field[] fields) {
    return new HttpHeaders(Arrays.asList(fields));
  }

  /// All fields.
  public List<Field> fields() {
    return Collections.unmodifiableList(fields);
  }

  /// The value of the first field of that name, or null.
  public @Nullable String first(String name) {
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      if (field.name.equalsIgnoreCase(name)) {
        return field.value;
      }
    }
    return null;
  }

  public boolean contains(String name) {
    return first(name) != null;
  }

  /// How many fields of that name there are.
  public int count(String name) {
    int count = 0;
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name.equalsIgnoreCase(name)) {
        count++;
      }
    }
    return count;
  }

  /// The values of all fields of that name joined by commas, as RFC 9110 §5.3 reads lists; null if
  /// there is none.
  public @Nullable String joined(String name) {
    String joined = null;
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      if (field.name.equalsIgnoreCase(name)) {
        joined = joined == null ? field.value : joined + ", " + field.value;
      }
    }
    return joined;
  }

  /// Whether a list, such as that of `Connection`, has a member; case does not matter.
  public boolean has(String name, String member) {
    String list = joined(name);
    return list != null && FieldLists.has(list, member);
  }

  /// The same, with one more field at the end.
  ///
  /// @throws IllegalArgumentException if the name is no token, or the value has control characters,
  ///   which prevents response splitting
  public HttpHeaders with(String name, String value) {
    var more = new ArrayList<Field>(fields.size() + 1);
    more.addAll(fields);
    more.add(new Field(name, value));
    return new HttpHeaders(more);
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
