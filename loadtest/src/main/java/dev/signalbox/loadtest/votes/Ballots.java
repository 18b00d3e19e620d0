package dev.signalbox.loadtest.votes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What is voted on, how, and how an answer says what was counted. */
enum Ballots {
  SUBJECTS(
      List.of("auto", "signalbox-see", "simulator-small", "simulator-large"),
      List.of("ship", "skip")) {
    @Override
    String path(String thing) {
      return "/api/votes/" + thing;
    }

    @Override
    String heard(JsonNode answer, String choice) {
      return choice;
    }
  },

  /** The samples' pairs. A vote for a side is one for whoever stands there for this voter. */
  PAIRS(
      List.of("sample-late-parcel", "sample-receipt-total", "sample-shelf-count", "sample-sum-up"),
      List.of("left", "right", "tie", "both_bad")) {
    @Override
    String path(String thing) {
      return "/api/pairs/" + thing + "/vote";
    }

    @Override
    String heard(JsonNode answer, String choice) {
      return choice.equals("left") || choice.equals("right")
          ? answer.path("told").path(choice).asText()
          : choice;
    }
  };

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> things;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> choices;

  Ballots(List<String> things, List<String> choices) {
    this.things = things;
    this.choices = choices;
  }

  /** Slugs of subjects, or ids of pairs. */
  List<String> things() {
    return things;
  }

  List<String> choices() {
    return choices;
  }

  /** Where a vote is put, and taken back. */
  abstract String path(String thing);

  /** What the vote counts as; for a side, whose it is. */
  abstract String heard(JsonNode answer, String choice);
}
