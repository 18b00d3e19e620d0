package dev.signalbox.ingress.picture;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Blocks of addresses that are not the public Internet, after IANA's special-purpose registries
 * (RFC 6890 and its successors). Of IPv6, only global unicast is public at all, which leaves out
 * loopback, unique local, link-local and multicast.
 */
final class SpecialBlocks {
  private static final int IPV4_BYTES = 4;
  private static final int IPV4_IN_IPV6 = 12;
  private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");
  private static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");
  private static final List<Cidr> NOT_PUBLIC =
      Stream.of(
              "0.0.0.0/8", // this network
              "10.0.0.0/8", // private
              "100.64.0.0/10", // carriers' shared
              "127.0.0.0/8", // loopback
              "169.254.0.0/16", // link-local, clouds' metadata services
              "172.16.0.0/12", // private
              "192.0.0.0/24", // protocol assignments
              "192.0.2.0/24", // documentation
              "192.88.99.0/24", // 6to4 relays
              "192.168.0.0/16", // private
              "198.18.0.0/15", // benchmarks
              "198.51.100.0/24", // documentation
              "203.0.113.0/24", // documentation
              "224.0.0.0/4", // multicast
              "240.0.0.0/4", // reserved, broadcast
              "2001::/23", // protocol assignments: Teredo, ORCHID, benchmarks
              "2001:db8::/32", // documentation
              "2002::/16", // 6to4: leads to any IPv4 address
              "3fff::/20") // documentation
          .map(Cidr::parse)
          .toList();

  private SpecialBlocks() {}

  static boolean isPublic(byte[] address) {
    boolean unicast = address.length == IPV4_BYTES || GLOBAL_UNICAST.contains(address);
    return unicast && NOT_PUBLIC.stream().noneMatch(block -> block.contains(address));
  }

  /**
   * The IPv4 address behind a mapped (::ffff:0:0/96) or translated (64:ff9b::/96) one; others as
   * they are.
   */
  static byte[] unwrapped(byte[] address) {
    return isMapped(address) || NAT64.contains(address)
        ? Arrays.copyOfRange(address, IPV4_IN_IPV6, IPV4_IN_IPV6 + IPV4_BYTES)
        : address;
  }

  /** Spelled out: the JDK reads the block's own notation as an IPv4 address. */
  private static boolean isMapped(byte[] address) {
    if (address.length == IPV4_BYTES) {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == (byte) 0xFF && address[11] == (byte) 0xFF;
  }
}
