package planted;

/// As much of HTTP as a program needs that reads lines. Stateless.
final class Lines {
  private Lines() {}

  static boolean isRequest(String line) {
    return line.startsWith("GET ");
  }

  static String answer(String request) throws Exception {
    String answer = Planted.answer(request.split(" ")[1]);
    return "HTTP/1.1 200 OK\r\nContent-Length: " + answer.length() + "\r\n\r\n" + answer;
  }
}
