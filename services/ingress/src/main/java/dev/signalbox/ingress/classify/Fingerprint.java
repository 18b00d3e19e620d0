package dev.signalbox.ingress.classify;

import dev.signalbox.ingress.chat.ChatMessage;
import dev.signalbox.ingress.picture.ImageFacts;
import dev.signalbox.ingress.pool.Model;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What two questions have in common that get the same classification: SHA-256 over everything that
 * the classifier is told, the tenant and the pool. No text of a prompt can be read out of it.
 */
record Fingerprint(long first, long second, long third, long fourth) {
  private static final MessageDigest EMPTY = sha256();

  /**
   * @param tenant one tenant never learns by the time that an answer takes what another one asked
   */
  static Fingerprint of(Question question, String tenant) {
    MessageDigest digest = fresh();
    text(digest, tenant);
    text(digest, question.poolVersion());
    number(digest, question.candidates().size());
    for (Model candidate : question.candidates()) {
      text(digest, candidate.name());
    }
    number(digest, question.request().messages().size());
    for (ChatMessage message : question.request().messages()) {
      text(digest, message.role());
      text(digest, message.text());
    }
    number(digest, question.request().tools().size());
    question.request().tools().forEach(tool -> text(digest, tool));
    text(digest, question.request().format().getClass().getName());
    number(digest, question.request().pictures().size());
    for (ImageFacts facts : question.pictures()) {
      number(digest, facts.width());
      number(digest, facts.height());
      number(digest, facts.bytes());
    }
    ByteBuffer sum = ByteBuffer.wrap(digest.digest());
    return new Fingerprint(sum.getLong(), sum.getLong(), sum.getLong(), sum.getLong());
  }

  /** Its length first, so that two texts do not run into one another. */
  private static void text(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(digest, bytes.length);
    digest.update(bytes);
  }

  private static void number(MessageDigest digest, long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  private static MessageDigest fresh() {
    try {
      return (MessageDigest) EMPTY.clone();
    } catch (CloneNotSupportedException e) {
      return sha256();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
