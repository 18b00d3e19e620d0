package dev.signalbox.ingress.picture;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** A block of addresses, such as {@code 10.0.0.0/8} or {@code fd00::/8}. */
public final class Cidr {
  /** Digits and dots, or with a colon: what the JDK parses without ever asking a name server. */
  private static final Pattern LITERAL =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

  private final byte[] network;
  private final int bits;

  private Cidr(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /**
   * Reads an address, or an address and a prefix length.
   *
   * @throws IllegalArgumentException when {@code text} is no such block
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (!LITERAL.matcher(address).matches()) {
      throw new IllegalArgumentException(text + " is no block of addresses");
    }
    try {
      byte[] network = InetAddress.getByName(address).getAddress();
      int most = network.length * Byte.SIZE;
      int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
      if (bits < 0 || bits > most) {
        throw new IllegalArgumentException(text + " has a prefix of 0 to " + most + " bits");
      }
      return new Cidr(network, bits);
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException(text + " is no block of addresses", e);
    }
  }

  /** Whether an address of 4 or 16 bytes is in the block; never across families. */
  boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> (i % Byte.SIZE);
      if (((address[i / Byte.SIZE] ^ network[i / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
