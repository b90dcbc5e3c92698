#!/bin/sh
# JDK 25.0.3 (Temurin), AOT cache.
#
# An AOT cache is meant to hold the classes that the training run used, those of lambdas included, which are made at run time as
# well. The class by which the JDK shows an annotation to reflection (a java.lang.reflect.Proxy) is not among them: each start
# generates one for each type of annotation that is read, in interpreted code, some milliseconds each, though the training run
# had them. A command whose options are annotations spends much of its start on that.
#
# Seen: "lambda: from the cache", "annotation's proxy: generated". Fails if that changes.
set -eu
JAVA_HOME=${JAVA_HOME:-$("$(dirname "$0")/../tools/find-jdk")}
export JAVA_HOME
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >Greet.java <<'END'
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

@Greet.Named("world")
public class Greet {
  @Retention(RetentionPolicy.RUNTIME)
  @interface Named {
    String value();
  }

  public static void main(String[] args) {
    String name = Greet.class.getAnnotation(Named.class).value();
    Runnable greeting = () -> System.out.println("hello " + name);
    greeting.run();
  }
}
END
"$JAVA_HOME/bin/javac" Greet.java
"$JAVA_HOME/bin/jar" --create --file greet.jar ./*.class
"$JAVA_HOME/bin/java" -XX:AOTCacheOutput=greet.aot -cp greet.jar Greet >training 2>&1
"$JAVA_HOME/bin/java" -XX:AOTMode=on -XX:AOTCache=greet.aot -Xlog:class+load:file=loaded -cp greet.jar Greet
from() { # a pattern for the class
  case $(grep "$1" loaded | head -n 1) in
    *"shared objects file"*) echo "from the cache" ;;
    *source:*) echo "generated" ;;
    *) echo "not loaded" ;;
  esac
}
"$JAVA_HOME/bin/java" -version 2>&1 | head -n 1
echo "lambda: $(from ' Greet\$\$Lambda')"
echo "annotation's proxy: $(from 'proxy[0-9]*\.\$Proxy[0-9]')"
[ "$(from ' Greet\$\$Lambda')" = "from the cache" ] && [ "$(from 'proxy[0-9]*\.\$Proxy[0-9]')" = "generated" ]
