package dev.signalbox.local.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  @TempDir private Path data;

  @Test
  void shouldShowTheSameKeyAtEachStartAndKeepOnlyItsHashForTheIngress() throws IOException {
    // given
    Secrets secrets = new Secrets(new DataFolder(data), new SecureRandom());

    // when
    String first = secrets.demoKey();
    String second = new Secrets(new DataFolder(data), new SecureRandom()).demoKey();

    // then
    assertThat(first).startsWith("sk-signalbox-").hasSize(45).isEqualTo(second);
    assertThat(Files.readString(secrets.keysFile()))
        .contains("sha256: " + Secrets.sha256(first))
        .contains("printf %s \"$KEY\"")
        .doesNotContain(first);
  }

  @Test
  void shouldLetOnlyTheOwnerReadSecrets() throws IOException {
    Secrets secrets = new Secrets(new DataFolder(data), new SecureRandom());

    secrets.demoKey();
    secrets.postgresPassword();
    secrets.adminToken();

    for (String file : new String[] {"demo.key", "postgres.password", "keys.yaml", "admin.token"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file))))
          .as(file)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void shouldLeaveTheUsersOwnKeysAlone() throws IOException {
    Files.writeString(data.resolve("keys.yaml"), "keys: []\n");

    new Secrets(new DataFolder(data), new SecureRandom()).demoKey();

    assertThat(data.resolve("keys.yaml")).hasContent("keys: []\n");
  }

  @Test
  void shouldHashAsTheStandardSays() {
    assertThat(Secrets.sha256("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}
