package dev.signalbox.verdict.digest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import com.icegreen.greenmail.util.GreenMailUtil;
import dev.signalbox.verdict.support.Backends;
import dev.signalbox.verdict.support.Events;
import dev.signalbox.verdict.support.Topics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** From the form to the mailbox and out again, against a real mail server. */
@QuarkusTest
@QuarkusTestResource(Backends.class)
class DigestTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");

  @Inject DigestPost post;

  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          String logger = String.valueOf(record.getLoggerName());
          // The mail server is the test's own.
          if (logger.startsWith("com.icegreen")) {
            return;
          }
          logged.add(record.getMessage() + " " + java.util.Arrays.toString(record.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    Logger.getLogger("").addHandler(listener);
  }

  @AfterEach
  void addressesStayOutOfTheLogs() {
    Logger.getLogger("").removeHandler(listener);
    assertThat(logged).noneMatch(line -> line.contains("example.org"));
  }

  @Test
  void shouldSendEachWeekOnceToThoseWhoConfirmed() throws Exception {
    String address = newAddress();
    String link = confirmationFor(address);
    assertThat(subscribers()).as("before the click").noneMatch(row -> row.contains(address));
    long before = subscribers().size();
    given().get(link).then().statusCode(200).body(containsString("One click"));
    assertThat(subscribers()).as("a program followed the link").hasSize((int) before);
    given().post(link).then().statusCode(200).body(containsString("You are subscribed"));
    given().post(link).then().statusCode(200).body(containsString("You were already"));
    assertThat(subscribers()).hasSize((int) before + 1);
    assertThat(subscribers()).as("sealed").noneMatch(row -> row.contains(address));
    DigestWeek week = DigestWeek.of(charge(), ZoneId.of("UTC"));

    List<Long> made =
        Uni.combine()
            .all()
            .unis(post.make(week, Instant.now()), post.make(week, Instant.now()))
            .asTuple()
            .map(two -> List.of(two.getItem1(), two.getItem2()))
            .await()
            .atMost(PATIENCE);
    assertThat(made).as("one of two replicas makes it").contains(-1L).doesNotContain(0L);
    // Both replicas look for mails at once.
    Uni.combine().all().unis(post.post(), post.post()).discardItems().await().atMost(PATIENCE);

    MimeMessage mail = awaitMail(address, 2);
    assertThat(mail.getSubject()).contains(week.id());
    assertThat(mail.getHeader("List-Unsubscribe-Post", null))
        .isEqualTo("List-Unsubscribe=One-Click");
    assertThat(mail.getHeader("Message-ID", null)).startsWith("<digest." + week.id() + ".");
    assertThat(mail.getHeader("Message-ID")).as("one").hasSize(1);
    assertThat(mail.getHeader("Auto-Submitted", null)).isEqualTo("auto-generated");
    assertThat(Duration.between(mail.getSentDate().toInstant(), Instant.now()).abs())
        .isLessThan(PATIENCE);
    assertThat(mail.getHeader("Subject", null)).as("encoded").matches("\\p{ASCII}+");
    assertThat(mail.getHeader("List-Unsubscribe", null)).matches("<https?://[^<>, ]+>");
    MimeMultipart parts = (MimeMultipart) mail.getContent();
    assertThat(parts.getContentType()).startsWith("multipart/alternative");
    assertThat(parts.getBodyPart(0).isMimeType("text/plain")).as("the plainest first").isTrue();
    String text = part(parts, "text/plain");
    String html = part(parts, "text/html");
    assertThat(text).contains("saved on", "simulated", "Unsubscribe: http");
    assertThat(html).contains("What settled this week", "nobody was billed");
    Files.createDirectories(Path.of("target/screenshots"));
    Files.writeString(Path.of("target/screenshots/digest-mail.html"), html);
    Files.writeString(Path.of("target/screenshots/digest-mail.txt"), text);

    given().get("/digest/" + week.id()).then().statusCode(200).body(containsString("saved on"));
    assertThat(xml("/digest/atom.xml").getElementsByTagName("entry").getLength()).isPositive();
    assertThat(xml("/digest/rss.xml").getElementsByTagName("item").getLength()).isPositive();
    feedsCanBeFollowed();

    String unsubscribe = path(mail.getHeader("List-Unsubscribe", null).replaceAll("[<>]", ""));
    given().get(unsubscribe).then().statusCode(200).body(containsString("Unsubscribe"));
    given()
        .contentType("application/x-www-form-urlencoded")
        .body("List-Unsubscribe=One-Click")
        .post(unsubscribe)
        .then()
        .statusCode(200);
    assertThat(subscribers()).hasSize((int) before);
    assertThat(post.make(week, Instant.now()).await().atMost(PATIENCE)).isEqualTo(-1);
    assertThat(mails(address)).hasSize(2);
  }

  @Test
  void shouldKeepAWeekOfEachTimeZoneApart() {
    DigestWeek week = DigestWeek.of(charge(), ZoneId.of("Pacific/Auckland"));
    assertThat(post.make(week, Instant.now()).await().atMost(PATIENCE)).isNotEqualTo(-1);
    assertThat(post.make(week, Instant.now()).await().atMost(PATIENCE)).isEqualTo(-1);
  }

  @Test
  void shouldWaitForAMailServerThatIsAwayAndSendOnce() {
    String address = newAddress();
    Backends.mailLine().cut();
    try {
      signUp(address).then().statusCode(303);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(logged).anyMatch(line -> line.contains("a mail waits after")));
    } finally {
      Backends.mailLine().mend();
    }
    awaitMail(address, 1);
    Uni.combine().all().unis(post.post(), post.post()).discardItems().await().atMost(PATIENCE);
    assertThat(mails(address)).hasSize(1);
  }

  @Test
  void shouldBoundSignUpsOfOneAddress() {
    String address = newAddress();
    for (int i = 0; i < 3; i++) {
      signUp(address).then().statusCode(303);
    }
    signUp(address).then().statusCode(429);
  }

  @Test
  void shouldRefuseFormsWithoutATokenAndLinksThatAreNotOurs() {
    given()
        .redirects()
        .follow(false)
        .formParam("address", newAddress())
        .post("/digest/subscribe")
        .then()
        .statusCode(403);
    given().post("/digest/confirm/abc").then().statusCode(200).body(containsString("not ours"));
    given()
        .post("/digest/unsubscribe/abc.def")
        .then()
        .statusCode(200)
        .body(containsString("not ours"), not(containsString("You are unsubscribed")));
    given().get("/digest/2025-W53").then().statusCode(404);
  }

  /** Signs up and answers the path of the link that the mail brought. */
  private String confirmationFor(String address) throws Exception {
    signUp(address).then().statusCode(303);
    MimeMessage mail = awaitMail(address, 1);
    Matcher link =
        Pattern.compile("https?://\\S+/digest/confirm/[A-Za-z0-9_-]+")
            .matcher(part((MimeMultipart) mail.getContent(), "text/plain"));
    assertThat(link.find()).isTrue();
    return path(link.group());
  }

  private static Response signUp(String address) {
    Response page = given().accept("text/html").get("/digest");
    Matcher token = TOKEN.matcher(page.asString());
    assertThat(token.find()).isTrue();
    return given()
        .redirects()
        .follow(false)
        .cookies(page.cookies())
        .formParam("token", token.group(1))
        .formParam("address", address)
        .post("/digest/subscribe");
  }

  private static MimeMessage awaitMail(String address, int count) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(mails(address)).hasSize(count));
    return mails(address).get(count - 1);
  }

  private static List<MimeMessage> mails(String address) {
    List<MimeMessage> found = new ArrayList<>();
    for (MimeMessage mail : Backends.mails().getReceivedMessages()) {
      if (GreenMailUtil.getAddressList(recipients(mail)).contains(address)) {
        found.add(mail);
      }
    }
    return found;
  }

  private static jakarta.mail.Address[] recipients(MimeMessage mail) {
    try {
      return mail.getAllRecipients();
    } catch (jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String part(MimeMultipart parts, String type) throws Exception {
    for (int i = 0; i < parts.getCount(); i++) {
      BodyPart one = parts.getBodyPart(i);
      if (one.isMimeType(type)) {
        return (String) one.getContent();
      }
      if (one.getContent() instanceof MimeMultipart inner) {
        return part(inner, type);
      }
    }
    throw new AssertionError("no " + type);
  }

  /** Answers when. */
  private static Instant charge() {
    Instant at = Instant.now();
    String id = "digest-" + UUID.randomUUID();
    try (Topics topics = new Topics(Backends.broker().address())) {
      topics.publish(
          "signalbox.decisions", Events.decided(Events.decision(id, at, "simulator-small")));
      topics.publish(
          "signalbox.costs",
          Events.charged(Events.cost(id, at, "simulator-small", 1_000_000, 9_000_000, true)));
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                given()
                    .get("/api/decisions/" + id)
                    .then()
                    .statusCode(200)
                    .body(containsString("billed")));
    return at;
  }

  /** RFC 4287 and RSS 2.0: ids that stay and are unlike, times and links that are whole. */
  private static void feedsCanBeFollowed() throws Exception {
    List<String> ids = texts(xml("/digest/atom.xml"), "id");
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids.subList(1, ids.size())).allMatch(id -> id.startsWith("urn:uuid:"));
    assertThat(texts(xml("/digest/atom.xml"), "id")).as("asked again").isEqualTo(ids);
    assertThat(texts(xml("/digest/rss.xml"), "guid")).isEqualTo(ids.subList(1, ids.size()));
    assertThat(texts(xml("/digest/atom.xml"), "updated"))
        .allSatisfy(time -> assertThat(Instant.parse(time)).isNotNull());
    assertThat(texts(xml("/digest/rss.xml"), "pubDate"))
        .allSatisfy(
            time ->
                assertThat(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(time)))
                    .isNotNull());
    assertThat(texts(xml("/digest/rss.xml"), "link")).allMatch(link -> link.startsWith("http"));
  }

  private static List<String> texts(Document document, String tag) {
    List<String> texts = new ArrayList<>();
    NodeList found = document.getElementsByTagName(tag);
    for (int i = 0; i < found.getLength(); i++) {
      texts.add(found.item(i).getTextContent());
    }
    return texts;
  }

  private static List<String> subscribers() throws Exception {
    List<String> rows = new ArrayList<>();
    try (Connection connection = Backends.postgres().getPostgresDatabase().getConnection();
        ResultSet found =
            connection
                .createStatement()
                .executeQuery("select cast(to_jsonb(s) as text) from digest_subscriber s")) {
      while (found.next()) {
        rows.add(found.getString(1));
      }
    }
    return rows;
  }

  private static Document xml(String path) throws Exception {
    String text = given().get(path).then().statusCode(200).extract().asString();
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)));
  }

  private static String path(String link) {
    return link.replaceFirst("^https?://[^/]+", "");
  }

  private static String newAddress() {
    return "reader-" + UUID.randomUUID() + "@example.org";
  }
}
