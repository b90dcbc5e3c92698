package example;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class CrossedRequests {
  private final Crossed crossed = new Crossed();

  @GetMapping("/forwards")
  String forwards() {
    return crossed.forwards();
  }

  @GetMapping("/backwards")
  String backwards() {
    return crossed.backwards();
  }

  void end() {
    crossed.end();
  }
}
