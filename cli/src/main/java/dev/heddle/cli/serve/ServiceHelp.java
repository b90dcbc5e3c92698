package dev.heddle.cli.serve;

import dev.heddle.cli.terminal.Table;
import dev.heddle.services.Option;
import dev.heddle.services.Service;
import dev.heddle.services.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `heddle help` says about services. Stateless.
public final class ServiceHelp {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private ServiceHelp() {}

  /// A line for each service.
  static String list() {
    var rows = new ArrayList<List<String>>();
    for (Service service : Services.all()) {
      rows.add(List.of("  " + service, Integer.toString(service.port()), service.description()));
    }
    return String.join(
        System.lineSeparator(),
        "",
        "Services and their default ports (heddle help NAME prints the wire protocol of one):",
        Table.text(rows),
        "",
        "");
  }

  /// The help of one service: its purpose, its wire protocol and its options.
  public static String of(Service service) {
    var text = new StringBuilder(service + ": " + service.description() + "; port ");
    text.append(service.port()).append(service.udp() == null ? " (TCP)" : " (TCP and UDP)");
    text.append("\n\n").append(plain(Services.protocol(service)));
    var rows = new ArrayList<List<String>>();
    for (Option option : service.options()) {
      rows.add(List.of("  " + form(option), option.description() + defaultOf(option)));
    }
    text.append("\nTo run it: heddle serve ").append(service).append('\n');
    if (!rows.isEmpty()) {
      text.append(Table.text(rows)).append('\n');
    }
    return text.toString();
  }

  /// Without the marks of Markdown; code of several words is in quotes instead.
  private static String plain(String markdown) {
    return CODE.matcher(markdown)
        .replaceAll(code -> {
          String text = code.group(1);
          return Matcher.quoteReplacement(text.indexOf(' ') < 0 ? text : '"' + text + '"');
        });
  }

  /// How an option and its value are written.
  private static String form(Option option) {
    String name = "--" + option.name();
    return switch (option.kind()) {
      case FLAG -> name;
      case CHOICE -> name + '=' + String.join("|", option.allowed());
      default -> name + '=' + option.kind().label();
    };
  }

  private static String defaultOf(Option option) {
    boolean known = option.kind() != Option.Kind.FLAG && !option.defaultValue().isEmpty();
    return known ? " (default: " + option.defaultValue() + ")" : "";
  }
}
