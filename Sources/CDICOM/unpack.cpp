// GDCM at work; nothing here runs in the calling process.
#include "common.hpp"

#include <gdcmDataElement.h>
#include <gdcmVersion.h>
#include <gdcmImage.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmTrace.h>

namespace cdicom {

bool unpack(const Request &request, const std::vector<char> &packed, std::vector<char> &pixels) {
  gdcm::Trace::DebugOff();
  gdcm::Trace::WarningOff();
  gdcm::Trace::ErrorOff();
  const auto &frame = request.frame;
  gdcm::SmartPointer<gdcm::SequenceOfFragments> fragments = new gdcm::SequenceOfFragments;
  gdcm::Fragment fragment;
  fragment.SetByteValue(packed.data(), static_cast<uint32_t>(packed.size()));
  fragments->AddFragment(fragment);
  gdcm::DataElement element(gdcm::Tag(0x7fe0, 0x0010));
  element.SetVR(gdcm::VR::OB);
  element.SetValue(*fragments);

  gdcm::Image image;
  image.SetNumberOfDimensions(2);
  image.SetDimension(0, static_cast<unsigned>(frame.columns));
  image.SetDimension(1, static_cast<unsigned>(frame.rows));
  // MONOCHROME1 and brightness with differences too: what is stored is wanted.
  image.SetPhotometricInterpretation(
      frame.samples == 1 ? gdcm::PhotometricInterpretation::MONOCHROME2 : gdcm::PhotometricInterpretation::RGB);
  image.SetPlanarConfiguration(0);
  image.SetPixelFormat(gdcm::PixelFormat(
      static_cast<unsigned short>(frame.samples), static_cast<unsigned short>(frame.bits_allocated),
      static_cast<unsigned short>(frame.bits_stored),
      static_cast<unsigned short>(frame.high_bit), static_cast<unsigned short>(frame.is_signed != 0)));
  image.SetTransferSyntax(gdcm::TransferSyntax::GetTSType(request.transfer_syntax));
  image.SetDataElement(element);
  const auto size = static_cast<size_t>(request.size);
  if (image.GetBufferLength() != size) return false;
  pixels.assign(size, 0);
  return image.GetBuffer(pixels.data());
}

} // namespace cdicom

const char *cd_version(void) { return gdcm::Version::GetVersion(); }
