package dev.signalbox.verdict.costs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.contracts.events.CostCharged;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FocusCsvTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          plain|plain
          a, "b" c|"a, ""b"" c"
          =1+1|'=1+1
          +1|'+1
          -1+cmd|'-1+cmd
          @sum|'@sum
          -2,5|"'-2,5"
          """)
  void shouldNeitherBreakTheRowNorBeAFormula(String name, String field) {
    CostCharged charge =
        new CostCharged.CostChargedBuilder().withxBilledNanoUsd(5L).withRegionId(name).build();

    assertThat(FocusCsv.rows("e-1", charge))
        .singleElement()
        .asString()
        .contains("," + field + "," + field + ",");
  }

  @Test
  void shouldKeepNegativeMoneyANumber() {
    CostCharged charge = new CostCharged.CostChargedBuilder().withxBilledNanoUsd(-5L).build();

    List<String> row = Arrays.asList(FocusCsv.rows("e-1", charge).get(0).split(",", -1));

    int cost = Arrays.asList(FocusCsv.header().split(",")).indexOf("BilledCost");
    assertThat(row.get(cost)).isEqualTo("-0.000000005");
  }
}
