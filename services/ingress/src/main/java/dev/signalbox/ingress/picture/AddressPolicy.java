package dev.signalbox.ingress.picture;

import java.net.InetAddress;
import java.util.List;

/** Which network addresses may be fetched from. Pure. */
@FunctionalInterface
public interface AddressPolicy {
  boolean allows(InetAddress address);

  /**
   * Addresses of the public Internet only: neither this host, nor its networks, nor the metadata
   * service of its cloud.
   */
  static AddressPolicy publicOnly() {
    return publicAnd(List.of());
  }

  /**
   * The public Internet, and these blocks of the own network. IPv4 that is wrapped into IPv6 counts
   * as the IPv4 address that it leads to.
   */
  static AddressPolicy publicAnd(List<Cidr> alsoAllowed) {
    List<Cidr> allowed = List.copyOf(alsoAllowed);
    return address -> {
      byte[] bytes = SpecialBlocks.unwrapped(address.getAddress());
      return SpecialBlocks.isPublic(bytes)
          || allowed.stream().anyMatch(block -> block.contains(bytes));
    };
  }
}
