package dev.signalbox.local.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The command line of a child JVM.
 *
 * @param java the executable
 * @param heapMegabytes the most that the heap may grow to
 * @param hot true for a program whose speed counts: it gets the optimising compiler, the others
 *     start quicker without it
 */
public record JavaCommand(
    Path java, int heapMegabytes, boolean hot, List<String> flags, Map<String, String> properties) {
  public JavaCommand {
    flags = List.copyOf(flags);
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  public static JavaCommand of(Path java, int heapMegabytes, boolean hot) {
    return new JavaCommand(java, heapMegabytes, hot, List.of(), Map.of());
  }

  public JavaCommand flag(String flag) {
    List<String> more = new ArrayList<>(flags);
    more.add(flag);
    return new JavaCommand(java, heapMegabytes, hot, more, properties);
  }

  public JavaCommand property(String name, Object value) {
    Map<String, String> more = new LinkedHashMap<>(properties);
    more.put(name, value.toString());
    return new JavaCommand(java, heapMegabytes, hot, flags, more);
  }

  public List<String> jar(Path jar, String... arguments) {
    return line(List.of("-jar", jar.toString()), arguments);
  }

  public List<String> main(String classPath, String mainClass, String... arguments) {
    return line(List.of("-cp", classPath, mainClass), arguments);
  }

  private List<String> line(List<String> what, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(java.toString());
    line.add("-Xmx" + heapMegabytes + "m");
    line.add("-XX:+UseSerialGC");
    line.add("-Xshare:auto");
    line.add("-XX:+ExitOnOutOfMemoryError");
    line.add("--enable-native-access=ALL-UNNAMED");
    if (!hot) {
      line.add("-XX:TieredStopAtLevel=1");
    }
    line.addAll(flags);
    properties.forEach((name, value) -> line.add("-D" + name + "=" + value));
    line.addAll(what);
    line.addAll(List.of(arguments));
    return line;
  }
}
