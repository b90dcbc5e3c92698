package example;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class Hello {
  @GetMapping("/")
  String hello() {
    return "hello from " + Thread.currentThread();
  }
}
