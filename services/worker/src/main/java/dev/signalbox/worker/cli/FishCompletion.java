package dev.signalbox.worker.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** Completion for fish, which picocli's own generator (bash and zsh) does not write. */
@Command(
    name = "generate-fish-completion",
    mixinStandardHelpOptions = true,
    description = "Prints completion for fish: signalbox-vlm generate-fish-completion | source")
final class FishCompletion implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null || spec.parent() == null) {
      throw new IllegalStateException("is a command of another");
    }
    CommandSpec root = spec.parent();
    PrintWriter out = spec.commandLine().getOut();
    for (CommandLine command : root.subcommands().values()) {
      CommandSpec each = command.getCommandSpec();
      out.printf(
          "complete -c %s -n __fish_use_subcommand -a %s -d %s%n",
          root.name(), each.name(), quoted(each.usageMessage().description()));
      for (OptionSpec option : each.options()) {
        out.printf(
            "complete -c %s -n '__fish_seen_subcommand_from %s' -l %s%s -d %s%n",
            root.name(),
            each.name(),
            option.longestName().replaceFirst("^-+", ""),
            option.arity().max() > 0 ? " -r" : "",
            quoted(option.description()));
      }
    }
    out.flush();
    return 0;
  }

  private static String quoted(String[] description) {
    String first = description.length == 0 ? "" : description[0];
    return "'" + first.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
