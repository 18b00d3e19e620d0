package dev.signalbox.verdict.console;

import java.util.Arrays;
import java.util.List;

/** The console's stations in the order of its navigation. A new page adds its line here. */
public enum Section {
  OVERVIEW("Overview", "/", Line.TRAFFIC),
  DECISIONS("Decisions", "/decisions", Line.TRAFFIC),
  MODELS("Models and routes", "/models", Line.TRAFFIC),
  PARITY("Parity", "/parity", Line.TRAFFIC),
  COMPARE("Compare", "/compare", Line.JUDGEMENT),
  LEADERBOARD("Leaderboard", "/leaderboard", Line.JUDGEMENT),
  VOTE("Vote", "/votes", Line.JUDGEMENT),
  DIGEST("Digest", "/digest", Line.JUDGEMENT),
  KEYS("Keys and budgets", "/keys", Line.OPERATION),
  PANELS("Panels", "/panels", Line.OPERATION),
  /** For pages outside the navigation, such as problems. */
  NONE("", "", Line.HIDDEN);

  private final String label;
  private final String path;
  private final Line line;

  Section(String label, String path, Line line) {
    this.label = label;
    this.path = path;
    this.line = line;
  }

  /** A group of stations. */
  public enum Line {
    TRAFFIC("Traffic"),
    JUDGEMENT("Judgement"),
    OPERATION("Operation"),
    HIDDEN("");

    private final String title;

    Line(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }

    public List<Section> sections() {
      return Arrays.stream(Section.values()).filter(section -> section.line == this).toList();
    }
  }

  public String label() {
    return label;
  }

  public String path() {
    return path;
  }

  static List<Line> lines() {
    return Arrays.stream(Line.values())
        .filter(line -> line != Line.HIDDEN && !line.sections().isEmpty())
        .toList();
  }
}
