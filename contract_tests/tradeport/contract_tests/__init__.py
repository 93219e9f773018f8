"""The suite that certifies an adapter: `platform certify ENGINE`."""
