# The C face: build/lib/libws2_32.so and build/include. SANITIZE=address,undefined
# builds the C part with the sanitizers, in places of its own.

SANITIZE ?=
LIB := build/lib$(if $(SANITIZE),-$(SANITIZE))
OBJ := build/obj$(if $(SANITIZE),-$(SANITIZE))

CAPI_FLAGS := -std=gnu17 -O2 -g -fPIC -ftls-model=initial-exec -Wall -Wextra -fshort-wchar -fms-extensions -D_GNU_SOURCE \
	-fno-strict-aliasing -Icapi/include -Icapi/shim -I$(OBJ) -ffile-prefix-map=$(CURDIR)=winsock \
	$(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer)

# kernel32, user32, advapi32 and rpcrt4 need no Winsock; in crt the C library's names are ours, so
# that the compiler must not know them.
$(OBJ)/kernel32/%.o $(OBJ)/user32/%.o $(OBJ)/advapi32/%.o $(OBJ)/rpcrt4/%.o: CAPI_FLAGS += -DWIN32_LEAN_AND_MEAN
$(OBJ)/crt/%.o: CAPI_FLAGS += -DWIN32_LEAN_AND_MEAN -fno-builtin

C_SOURCES := $(wildcard capi/ws2_32/*.c capi/kernel32/*.c capi/user32/*.c capi/advapi32/*.c capi/rpcrt4/*.c \
	capi/crt/*.c)
C_OBJECTS := $(C_SOURCES:capi/%.c=$(OBJ)/%.o)

VERSION ?= 0.3

.PHONY: library library-parts
library: need-c
	@+$(MAKE) --no-print-directory -j$(shell nproc) library-parts
library-parts: $(LIB)/libws2_32.so.0 build/include/.made $(LIB)/pkgconfig/ws2_32.pc \
	build/share/winsock/winsock-toolchain.cmake $(LIB)/libwinsockcxx.a $(LIB)/winsock/attempt

# The names that leave the library are those of the version script; it stays in
# the process once it is loaded, as Go's run-time must.
$(LIB)/libws2_32.so.0: $(OBJ)/winsockgo.a $(C_OBJECTS) capi/zexports.map
	@mkdir -p $(@D)
	@echo "link $@"
	@gcc -shared -o $@ $(C_OBJECTS) -Wl,--whole-archive $(OBJ)/winsockgo.a -Wl,--no-whole-archive \
	  -Wl,-soname,libws2_32.so.0 -Wl,--version-script=capi/zexports.map -Wl,-Bsymbolic-functions \
	  -Wl,-z,nodelete -Wl,-z,now -Wl,-z,defs -Wl,--strip-debug \
	  $(if $(SANITIZE),-fsanitize=$(SANITIZE)) -lpthread -lm
	@ln -sf $(@F) $(LIB)/libws2_32.so

$(OBJ)/%.o: capi/%.c $(OBJ)/winsockgo.h
	@mkdir -p $(@D)
	@echo "compile $<"
	@gcc $(CAPI_FLAGS) -MMD -MP -c -o $@ $<
-include $(C_OBJECTS:.o=.d)

# Go knows best whether its part has changed; nothing is linked again when not.
$(OBJ)/winsockgo.a: always | need-go
	@mkdir -p $(OBJ)/new
	CGO_ENABLED=1 go build -trimpath -buildmode=c-archive -ldflags '-s -w' -o $(OBJ)/new/winsockgo.a ./capi
	@cmp -s $(OBJ)/new/winsockgo.h $(OBJ)/winsockgo.h || cp $(OBJ)/new/winsockgo.h $(OBJ)/winsockgo.h
	@cmp -s $(OBJ)/new/winsockgo.a $@ || cp $(OBJ)/new/winsockgo.a $@
$(OBJ)/winsockgo.h: $(OBJ)/winsockgo.a ;

HEADERS := $(filter-out %_test.go,$(shell find capi/include -type f -not -path '*/testdata/*'))
build/include/.made: $(HEADERS)
	@rm -rf build/include && mkdir -p build/include
	@cp -r capi/include/. build/include && find build/include -name '*.go' -delete && rm -rf build/include/testdata
	@touch $@

$(LIB)/pkgconfig/ws2_32.pc: capi/pkgconfig/ws2_32.pc.in
	@mkdir -p $(@D)
	@sed 's|@INCLUDE@|include|; s|@VERSION@|$(VERSION)|' $< > $@
build/share/winsock/winsock-toolchain.cmake: capi/cmake/winsock-toolchain.cmake
	@mkdir -p $(@D)
	cp $< $@

# The wide streams of C++, compiled by our own driver.
$(LIB)/libwinsockcxx.a: $(wildcard capi/cxx/src/*) capi/cxx/build.sh build/include/.made | command
	@echo "compile $@"
	@sh capi/cxx/build.sh $(BIN)/wsc++ $@

# What winsock catalog check tries providers with; it finds the library beside its folder.
$(LIB)/winsock/attempt: capi/attempt/attempt.c $(LIB)/libws2_32.so.0 build/include/.made
	@mkdir -p $(@D)
	@echo "compile $<"
	@gcc $(CAPI_FLAGS) -o $@ $< -L$(LIB) -lws2_32 -Wl,-rpath,'$$ORIGIN/..'

.PHONY: install-library
install-library: library
	install -D -m 755 $(BIN)/wscc $(DESTDIR)$(PREFIX)/bin/wscc
	ln -sf wscc $(DESTDIR)$(PREFIX)/bin/wsc++
	install -D -m 755 $(LIB)/libws2_32.so.0 $(DESTDIR)$(PREFIX)/lib/libws2_32.so.0
	ln -sf libws2_32.so.0 $(DESTDIR)$(PREFIX)/lib/libws2_32.so
	install -D -m 755 $(LIB)/winsock/attempt $(DESTDIR)$(PREFIX)/lib/winsock/attempt
	install -D -m 644 $(LIB)/libwinsockcxx.a $(DESTDIR)$(PREFIX)/lib/libwinsockcxx.a
	install -D -m 644 build/share/winsock/winsock-toolchain.cmake \
	  $(DESTDIR)$(PREFIX)/share/winsock/winsock-toolchain.cmake
	rm -rf $(DESTDIR)$(PREFIX)/include/winsock
	mkdir -p $(DESTDIR)$(PREFIX)/include/winsock $(DESTDIR)$(PREFIX)/lib/pkgconfig
	cp -r build/include/. $(DESTDIR)$(PREFIX)/include/winsock
	sed 's|@INCLUDE@|include/winsock|; s|@VERSION@|$(VERSION)|' capi/pkgconfig/ws2_32.pc.in \
	  > $(DESTDIR)$(PREFIX)/lib/pkgconfig/ws2_32.pc

.PHONY: always
always:
