package example;

import dev.heddle.watch.ThreadMetrics;
import dev.heddle.watch.ThreadWatch;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/// A web application on Tomcat with virtual threads, whose threads are watched.
@SpringBootApplication
public class Application {
  public static void main(String[] args) {
    SpringApplication.run(Application.class, args);
  }

  /// Closed with the application: Spring calls the method `close` of a bean.
  @Bean
  ThreadWatch threadWatch() {
    return ThreadWatch.builder().every(Duration.ofSeconds(1)).start();
  }

  /// Spring Boot adds it to the registry of its actuator.
  @Bean
  ThreadMetrics threadMetrics(ThreadWatch watch) {
    return new ThreadMetrics(watch);
  }
}
