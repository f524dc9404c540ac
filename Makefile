# The same commands by name; all work is done by scripts/ and meson.
.PHONY: build run test bench lint law fuzz soak install accept clean
build:
	scripts/build
run:
	scripts/run
test:
	scripts/test
bench:
	scripts/bench
lint:
	scripts/lint
law:
	scripts/law
fuzz:
	scripts/fuzz
soak:
	scripts/soak
# DESTDIR and the prefix as usual: make install DESTDIR=/tmp/x
install: build
	meson install -C build --no-rebuild $(if $(DESTDIR),--destdir $(DESTDIR))
# renews expected results on purpose; look at the difference before committing
accept:
	scripts/accept
clean:
	rm -rf build build-asan build-fuzz
