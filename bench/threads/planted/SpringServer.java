package planted;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Spring Boot on Tomcat, with a virtual thread for each request.
@SpringBootApplication
@RestController
public class SpringServer {
  public static void main(String[] args) {
    SpringApplication.run(
        SpringServer.class,
        "--server.port=0",
        "--server.address=127.0.0.1",
        "--spring.threads.virtual.enabled=true",
        "--spring.main.banner-mode=off",
        "--logging.level.root=warn");
  }

  @GetMapping("/**")
  String answer(HttpServletRequest request) throws Exception {
    return Planted.answer(request.getRequestURI());
  }

  @EventListener
  void started(ServletWebServerInitializedEvent event) {
    System.out.println("listening " + event.getWebServer().getPort());
  }
}
