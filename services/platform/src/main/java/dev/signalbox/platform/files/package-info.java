/** Files that survive a stop of the machine at any moment. */
@NullMarked
package dev.signalbox.platform.files;

import org.jspecify.annotations.NullMarked;
