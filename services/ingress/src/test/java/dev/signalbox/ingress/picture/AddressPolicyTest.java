package dev.signalbox.ingress.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.1.1",
        "198.19.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void shouldForbidWhatIsNotThePublicInternet(String address) throws UnknownHostException {
    assertThat(AddressPolicy.publicOnly().allows(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.0.1",
        "172.32.0.1",
        "192.167.0.1",
        "223.255.255.255",
        "64:ff9b::1.1.1.1",
        "2606:4700::1111",
        "2a00:1450:4001::1"
      })
  void shouldAllowThePublicInternet(String address) throws UnknownHostException {
    assertThat(AddressPolicy.publicOnly().allows(InetAddress.getByName(address))).isTrue();
  }

  @Property(seed = "1")
  void shouldJudgeAMappedAddressByTheOneBehindIt(@ForAll int address) throws UnknownHostException {
    byte[] four = java.nio.ByteBuffer.allocate(4).putInt(address).array();
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xFF;
    mapped[11] = (byte) 0xFF;
    System.arraycopy(four, 0, mapped, 12, 4);
    AddressPolicy policy = AddressPolicy.publicOnly();

    assertThat(policy.allows(Inet6Address.getByAddress("host", mapped, 0)))
        .isEqualTo(policy.allows(InetAddress.getByAddress(four)));
  }

  @Test
  void shouldAllowABlockOfTheOwnNetworkWhenConfigured() throws UnknownHostException {
    AddressPolicy policy =
        AddressPolicy.publicAnd(List.of(Cidr.parse("10.20.0.0/16"), Cidr.parse("fd12::/16")));

    assertThat(policy.allows(InetAddress.getByName("10.20.255.1"))).isTrue();
    assertThat(policy.allows(InetAddress.getByName("10.21.0.1"))).isFalse();
    assertThat(policy.allows(InetAddress.getByName("fd12::1"))).isTrue();
    assertThat(policy.allows(InetAddress.getByName("fd13::1"))).isFalse();
    assertThat(policy.allows(InetAddress.getByName("1.1.1.1"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cafe",
        "localhost",
        "10.0.0.0/33",
        "::/129",
        "10.0.0/8",
        "1.1.1.1/-1",
        "1.1.1.1/x",
        "1.1.1.999"
      })
  void shouldRefuseWhatIsNoBlock(String text) {
    assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
