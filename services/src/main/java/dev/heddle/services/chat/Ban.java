package dev.heddle.services.chat;

import dev.heddle.AddressBlock;
import dev.heddle.services.lines.NameRules;

/// A ban from the chat. Immutable.
sealed interface Ban {

  /// All users of this name; holds the name's key, so that case does not matter.
  record OfName(String key) implements Ban {
    @Override
    public String toString() {
      return key;
    }
  }

  /// All users from this address block.
  record OfAddress(AddressBlock block) implements Ban {
    @Override
    public String toString() {
      return block.toString();
    }
  }

  /// What an operator has typed, or a ban's own text. An address has a `.` or a `:`, which no name
  /// can have.
  ///
  /// @throws IllegalArgumentException if it is an address, but not a right one
  static Ban of(String text) {
    boolean address = text.indexOf('.') >= 0 || text.indexOf(':') >= 0;
    return address ? new OfAddress(AddressBlock.parse(text)) : new OfName(NameRules.key(text));
  }
}
