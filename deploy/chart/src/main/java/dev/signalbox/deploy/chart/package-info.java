/** What the chart's documents are generated from. Reads files, writes files, knows no cluster. */
@NullMarked
package dev.signalbox.deploy.chart;

import org.jspecify.annotations.NullMarked;
