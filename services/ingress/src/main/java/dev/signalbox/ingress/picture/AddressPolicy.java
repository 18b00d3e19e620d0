package dev.signalbox.ingress.picture;

import java.net.InetAddress;

/** Which network addresses may be fetched from. Pure. */
@FunctionalInterface
public interface AddressPolicy {
  boolean allows(InetAddress address);
}
