package dev.heddle.services.alert;

/// What of the settings belongs to the ring, on whichever node it is. Immutable.
///
/// @param size how many sentries are needed to begin
/// @param mostAlerts the alert with this number ends the ring; 0 for none
record Terms(int size, long mostAlerts) {

  static Terms of(AlertSettings settings) {
    Long most = settings.maxAlerts();
    return new Terms(settings.ring(), most == null ? 0 : most);
  }

  /// The opposite of [#toString].
  static Terms of(String text) {
    String[] words = text.split(" ", 2);
    return new Terms(Integer.parseInt(words[0]), Long.parseLong(words[1]));
  }

  @Override
  public String toString() {
    return size + " " + mostAlerts;
  }
}
