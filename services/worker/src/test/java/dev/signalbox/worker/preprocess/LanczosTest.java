package dev.signalbox.worker.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanczosTest {
  @ParameterizedTest
  @CsvSource({
    "7, 5, 16, 9, dc56296a152981b43207dcb524477ed31cea79c19f038c1f35f64ce7f6c884ad",
    "7, 5, 3, 2, 325b17756fc691e8674f212fee31d73f802ab76c34d0e2e09f2b8b4c5638c970",
    "7, 5, 7, 2, be13034cb1013258b696cbe7e2895e48fa613fbae57e3a73794dbdb4ec0c4ce6",
    "7, 5, 5, 5, f6ed6eb3921834e103ca53718e2fe150d3d9bf9cdbc44f92c54ffb22ee5b7b59",
    "301, 200, 64, 43, 2906acf283cd74aa65728fd65f69201a89f13bfa00b4ccdcf418fc3c330735c4",
    "1100, 700, 600, 300, 2441292c6998a4ae68956909cc1d4d5d3ea38b23c36ba484d9bdf964cbb10a70",
    "300, 270, 1030, 600, 3117b52d405897d1905f4460465333191dd6537a467390e1770279923367bdbf",
    "530, 520, 530, 64, e6f8c96d07a6dde0420586fe74f277ae77c6e9824e38dea865e0bbe8fa4585d5",
    "520, 530, 64, 530, ed0db8138ea09933ed5b35a1d688ebeff5aa7025428239bbdc14fbd4a7e45167",
    "2000, 3, 40, 7, 510bcaff7fe86486176528183f130b3b975e7c4da19f4f653f33bee4b099a795",
    "3, 2000, 7, 40, 0ae0758b0000ed78fa3cab3e994b118edf5a40687fa7d5becef99e45b4e375eb"
  })
  void shouldEqualPillowBitForBit(int width, int height, int toWidth, int toHeight, String sha256) {
    RgbImage resized = Lanczos.resize(Pictures.pattern(width, height), toWidth, toHeight);
    assertThat(Pictures.sha256(resized)).isEqualTo(sha256);
  }
}
