@NullMarked
package io.worldstream.wsp.adapter.parquet;

import org.jspecify.annotations.NullMarked;
