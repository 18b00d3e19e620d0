package dev.signalbox.worker.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.worker.cli.RandomFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order tenants get what there is. A request's first letter is its tenant. */
class FairnessTest {
  @TempDir static Path folder;

  @BeforeAll
  static void writeFolder() throws IOException {
    RandomFolder.write(folder, RandomFolder.tiny(), 5);
  }

  private static Scene scene(int running, int prefill) {
    return new Scene(folder, Scene.limits(running, 1000, 65_536, 65_536, prefill), 1 << 20);
  }

  @Test
  void shouldStartTenantsInTurnThoughOneCameFirstWithMany() {
    try (Scene scene = scene(1, 4096)) {
      // given one place, taken, and three requests of a before two of b
      Scene.Asked holder = scene.ask("g1", 0, 2, Scene.text("first")).stands();
      for (String name : new String[] {"a1", "a2", "a3", "b1", "b2"}) {
        scene.ask(name, -1, 2, Scene.text("question of " + name));
      }
      scene.allPrepared();
      // when
      holder.goOn();
      scene.allDone();
      // then
      assertThat(scene.inOrder("accepted")).containsExactly("g1", "a1", "b1", "a2", "b2", "a3");
    }
  }

  @Test
  void shouldGiveAFreedPlaceToTheTenantWithFewestRunning() {
    try (Scene scene = scene(3, 4096)) {
      // given three places: two answers of a that go on, and one that ends
      Scene.Asked holder = scene.ask("g1", 0, 2, Scene.text("first")).stands();
      scene.askLong("a1", -1, 40);
      scene.askLong("a2", -1, 40);
      scene.ask("a3", -1, 2, Scene.text("short"));
      scene.ask("b1", -1, 2, Scene.text("b has none"));
      scene.allPrepared();
      // when
      holder.goOn();
      scene.allDone();
      // then b is not behind all of a's
      assertThat(scene.inOrder("accepted")).containsExactly("g1", "a1", "b1", "a2", "a3");
    }
  }

  @Test
  void shouldSeeTilesOfTenantsInTurn() {
    try (Scene scene = scene(8, 4096)) {
      // given three pictures of a before one of b, all of 17 tiles
      Scene.Asked holder = scene.ask("g1", 0, 1, Scene.text("first")).stands();
      scene.ask("a1", -1, 1, Scene.picture(1), Scene.text("?"));
      scene.ask("a2", -1, 1, Scene.picture(2), Scene.text("?"));
      scene.ask("a3", -1, 1, Scene.picture(3), Scene.text("?"));
      scene.ask("b1", -1, 1, Scene.picture(4), Scene.text("?"));
      scene.allPrepared();
      // when
      holder.goOn();
      scene.allDone();
      // then b's picture is seen beside a's first one
      assertThat(scene.firstTokens()).containsExactly("g1", "a1", "b1", "a2", "a3");
    }
  }

  @Test
  void shouldComputePromptsOfTenantsInTurn() {
    try (Scene scene = scene(8, 16)) {
      // given two long prompts of a before a shorter one of b
      Scene.Asked holder = scene.ask("g1", 0, 1, Scene.text("first")).stands();
      scene.ask("a1", -1, 1, Scene.text("x".repeat(700)));
      scene.ask("a2", -1, 1, Scene.text("y".repeat(700)));
      scene.ask("b1", -1, 1, Scene.text("z".repeat(300)));
      scene.allPrepared();
      // when
      holder.goOn();
      scene.allDone();
      // then
      assertThat(scene.firstTokens()).containsExactly("g1", "b1", "a1", "a2");
    }
  }

  @Test
  void shouldReadPicturesOfTenantsInTurn() {
    try (Scene scene = scene(8, 4096)) {
      // given the one thread that reads pictures, standing at a refusal
      Scene.Asked holder = scene.ask("g1", 0, 1, Scene.unreadable(0)).stands();
      for (String name : new String[] {"a1", "a2", "a3", "b1"}) {
        scene.ask(name, -1, 1, Scene.unreadable(name.charAt(1)));
      }
      // when
      holder.goOn();
      scene.allPrepared();
      // then
      assertThat(scene.inOrder("failed")).containsExactly("g1", "a1", "b1", "a2", "a3");
    }
  }
}
