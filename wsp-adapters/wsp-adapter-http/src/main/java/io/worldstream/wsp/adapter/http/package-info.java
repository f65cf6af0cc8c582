/**
 * Adapter for the Ingestion Gate over HTTP/1.1 (contracts 9). Start at {@link
 * io.worldstream.wsp.adapter.http.HttpIngressSink}. {@code GateAnswer} classifies an answer as a pure function; {@code
 * PushExchange} is the life of one request.
 *
 * <p>This package never follows a redirect, sends a request twice, keeps a cookie, reads proxies from the environment,
 * or writes the auth token anywhere but into its header.
 */
@NullMarked
package io.worldstream.wsp.adapter.http;

import org.jspecify.annotations.NullMarked;
