package dev.signalbox.ingress.picture;

/**
 * An encoded picture and its facts. The bytes are not copied: whoever holds a picture leaves them
 * alone. Equal only to itself.
 */
public final class Picture {
  private final byte[] encoded;
  private final ImageFacts facts;

  Picture(byte[] encoded, ImageFacts facts) {
    this.encoded = encoded;
    this.facts = facts;
  }

  public byte[] encoded() {
    return encoded;
  }

  public ImageFacts facts() {
    return facts;
  }
}
